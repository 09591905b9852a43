package workbench

import (
	"errors"
	"fmt"

	"parley"
	"parley/diag"
	"parley/game"
)

// Hinted adds to an error about a name or a state what would mend it.
func Hinted(err error) error {
	var name *parley.NameError
	if errors.As(err, &name) {
		if hint := diag.DidYouMean(name.Name, name.Known); hint != "" {
			return fmt.Errorf("%s: %s", name.Message, hint)
		}
		return name
	}
	var state *game.StateError
	if errors.As(err, &state) && state.Hint != "" {
		return fmt.Errorf("%s: %s", state.Message, state.Hint)
	}
	return err
}
