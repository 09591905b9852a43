package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// heartbeat is how often something is sent when nothing happens, so that both ends learn of a connection that is gone.
const heartbeat = 20 * time.Second

// events tells a browser, for as long as it listens, which files have changed.
func (w *Web) events(rw http.ResponseWriter, r *http.Request) {
	flush, ok := rw.(http.Flusher)
	if !ok {
		http.Error(rw, "no streams here", http.StatusNotImplemented)
		return
	}
	ready, take, stop := w.desk.Listen()
	defer stop()
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(rw, "event: hello\ndata: {}\n\n")
	flush.Flush()
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-tick.C:
			fmt.Fprint(rw, ": still here\n\n")
		case <-ready:
			for _, e := range take() {
				data, err := json.Marshal(e)
				if err != nil {
					return
				}
				fmt.Fprintf(rw, "event: change\ndata: %s\n\n", data)
			}
		}
		flush.Flush()
	}
}
