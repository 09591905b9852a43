package desk

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// Event tells that a file on the desk has changed: its text, or whether it is saved.
type Event struct {
	File    string `json:"file"`
	Version int    `json:"version"`
	Client  string `json:"client"` // which view made the change; "" for none
}

// listener gathers events until they are taken. Of several events of one file only the last is kept, so that a slow
// listener misses no file and takes no more memory than there are files.
type listener struct {
	mu      sync.Mutex
	pending map[string]Event
	ready   chan struct{}
}

// Listen returns a channel that receives whenever something has changed, a function that takes what has changed since it
// was called last, in order of the files, and one that ends listening.
func (d *Desk) Listen() (ready <-chan struct{}, take func() []Event, stop func()) {
	l := &listener{pending: map[string]Event{}, ready: make(chan struct{}, 1)}
	d.listening.Lock()
	d.listeners[l] = true
	d.listening.Unlock()
	take = func() []Event {
		l.mu.Lock()
		defer l.mu.Unlock()
		events := slices.SortedFunc(maps.Values(l.pending), func(a, b Event) int { return strings.Compare(a.File, b.File) })
		clear(l.pending)
		return events
	}
	stop = func() {
		d.listening.Lock()
		delete(d.listeners, l)
		d.listening.Unlock()
	}
	return l.ready, take, stop
}

func (d *Desk) tell(e Event) {
	d.listening.Lock()
	defer d.listening.Unlock()
	for l := range d.listeners {
		l.mu.Lock()
		l.pending[e.File] = e
		l.mu.Unlock()
		select {
		case l.ready <- struct{}{}:
		default:
		}
	}
}
