package web

import (
	"context"
	"net/http"
)

// Screen is one view of a case, at /case/FILE/ID. Its template is templates/ID.html, which defines "main", or where
// there is none templates/ask.html, for screens that put one question; its module, where
// it has one, js/screens/ID.js, and its style sheet css/screens/ID.css.
type Screen struct {
	ID, Title string
	// About says in a few words what the screen is for.
	About string
	// Unsound says that the screen can show a case whose text cannot be used.
	Unsound bool
	// View makes what the template shows, as Page.Data. It is called with a sound case, unless Unsound is set. An error is
	// shown in place of the screen.
	View func(ctx context.Context, p *Page) (any, error)
	// Routes are addresses below that of the screen, for what its module asks.
	Routes []Route
}

// Route is an address below that of a screen.
type Route struct {
	Method, Path string
	Handle       func(w http.ResponseWriter, r *http.Request, p *Page) error
}

// screens are all that is built, in the order of the navigation.
var screens = []*Screen{
	&modelScreen,
	&outcomesScreen,
	&mapScreen,
	&pathsScreen,
	&rivalsScreen,
	&perceptionsScreen,
	&compareScreen,
	&cruxesScreen,
	&settlementScreen,
	&evidenceScreen,
	&simulationScreen,
	&reportScreen,
}
