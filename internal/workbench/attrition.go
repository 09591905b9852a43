package workbench

import (
	"embed"
	"path"
	"strings"
)

// attritionFiles are small scenario files, each around one of the models of attrition that the literature knows by name.
//
//go:embed attrition/*.yaml
var attritionFiles embed.FS

// FirstAttrition returns the file that a model of attrition starts from, by its name: small, sound, every number made up and
// said to be. The error lists the names.
func FirstAttrition(name string) ([]byte, error) {
	src, err := attritionFiles.ReadFile(path.Join("attrition", path.Base(name)+".yaml"))
	if err != nil {
		return nil, hinted("there is no model of attrition `%s`", name, AttritionNames())
	}
	return src, nil
}

// AttritionNames lists the models of attrition that there is a first file for.
func AttritionNames() []string {
	entries, _ := attritionFiles.ReadDir("attrition")
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}
