package cli

import (
	"runtime/debug"
	"strings"
)

// released is the version that a release is built with, by -ldflags "-X parley/internal/cli.released=v1.2.3".
var released string

// Version returns the version of this build: that of the release; or of the module as it was fetched; or the commit that it
// was built from, with + where files differed from it.
func Version() string {
	if released != "" {
		return strings.TrimPrefix(released, "v")
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return strings.TrimPrefix(v, "v")
	}
	commit, changed := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+"
		}
	}
	if commit == "" {
		return "unknown"
	}
	return "0.0.0-" + commit + changed
}
