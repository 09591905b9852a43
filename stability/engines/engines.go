// Package engines lists the engines and picks one by name. It is the only package that knows them all.
package engines

import (
	"fmt"
	"strings"

	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
)

// All returns every engine, the preferred one first.
func All() []stability.Engine { return []stability.Engine{explicit.Engine{}, naive.Engine{}} }

// Named returns the engine with a name; "" and "auto" stand for the preferred one.
func Named(name string) (stability.Engine, error) {
	var names []string
	for _, e := range All() {
		if name == e.Name() || name == "" || name == "auto" {
			return e, nil
		}
		names = append(names, e.Name())
	}
	return nil, fmt.Errorf("there is no engine `%s`; choose auto or one of %s", name, strings.Join(names, ", "))
}
