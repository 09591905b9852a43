package scenario

import (
	"encoding/json"

	"github.com/google/jsonschema-go/jsonschema"
)

// Schema returns the JSON Schema of the file format (draft 2020-12), for editors that complete and check YAML. It is made
// from the same table as the reader. It knows keys and forms of values, not what formulas say or which names there are.
func Schema() ([]byte, error) {
	s := &schemer{defs: map[string]*jsonschema.Schema{}}
	root := s.body(table)
	root.Schema = "https://json-schema.org/draft/2020-12/schema"
	root.Title = "parley scenario"
	root.Description = "A dispute, as parley reads it."
	root.Defs = s.defs
	return json.MarshalIndent(root, "", "  ")
}

// schemer turns shapes into schemas. Shapes with a name of their own become definitions, since some hold themselves.
type schemer struct {
	defs map[string]*jsonschema.Schema
}

func (s *schemer) schema(x *shape) *jsonschema.Schema {
	if x.def == "" {
		return s.body(x)
	}
	if s.defs[x.def] == nil {
		s.defs[x.def] = &jsonschema.Schema{} // holds the place while the shape is on its way
		*s.defs[x.def] = *s.body(x)
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + x.def}
}

func (s *schemer) body(x *shape) *jsonschema.Schema {
	if x.keep {
		return &jsonschema.Schema{Type: "object"}
	}
	var forms []*jsonschema.Schema
	switch x.text {
	case noText:
	case word:
		var words []any
		for _, w := range x.words {
			words = append(words, w)
			switch w { // what YAML makes of the plain word
			case "true":
				words = append(words, true)
			case "false":
				words = append(words, false)
			case "1":
				words = append(words, 1)
			}
		}
		forms = append(forms, &jsonschema.Schema{Enum: words})
	case number:
		forms = append(forms, &jsonschema.Schema{Types: []string{"number", "string"}})
	default: // a plain 1, true or nothing at all is a text to parley
		forms = append(forms, &jsonschema.Schema{Types: []string{"string", "number", "boolean", "null"}})
	}
	if x.list != nil {
		forms = append(forms, &jsonschema.Schema{Type: "array", Items: s.schema(x.list)})
	}
	if x.mapping() {
		forms = append(forms, s.object(x))
	}
	if len(forms) == 1 {
		return forms[0]
	}
	return &jsonschema.Schema{AnyOf: forms}
}

func (s *schemer) object(x *shape) *jsonschema.Schema {
	o := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}}
	for _, k := range x.keys {
		value := s.schema(k.value)
		value.Description = k.doc
		o.Properties[k.name] = value
		o.PropertyOrder = append(o.PropertyOrder, k.name)
		if k.required {
			o.Required = append(o.Required, k.name)
		}
	}
	if x.others != nil {
		o.AdditionalProperties = s.schema(x.others)
	} else {
		o.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
	}
	return o
}
