package mcp

import (
	"context"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// finishing is a transport that answers every request it has read before it tells that the other side has left. The library by
// itself drops what it is working on, so that questions which are piped in would get no answers.
type finishing struct{ mcp.Transport }

func (t finishing) Connect(ctx context.Context) (mcp.Connection, error) {
	c, err := t.Transport.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &finishingConn{Connection: c, open: map[jsonrpc.ID]bool{}, closed: make(chan struct{})}, nil
}

type finishingConn struct {
	mcp.Connection
	lock   sync.Mutex
	open   map[jsonrpc.ID]bool // requests without an answer
	idle   chan struct{}       // closed when the last is answered; nil unless somebody waits
	once   sync.Once
	closed chan struct{}
}

func (c *finishingConn) Read(ctx context.Context) (jsonrpc.Message, error) {
	m, err := c.Connection.Read(ctx)
	if err != nil {
		c.wait(ctx)
		return m, err
	}
	if r, is := m.(*jsonrpc.Request); is && r.ID.IsValid() {
		c.lock.Lock()
		c.open[r.ID] = true
		c.lock.Unlock()
	}
	return m, nil
}

func (c *finishingConn) wait(ctx context.Context) {
	c.lock.Lock()
	idle := make(chan struct{})
	c.idle = idle
	c.settle()
	c.lock.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	case <-c.closed:
	}
}

// settle tells who waits that nothing is open. The lock is held.
func (c *finishingConn) settle() {
	if len(c.open) == 0 && c.idle != nil {
		close(c.idle)
		c.idle = nil
	}
}

func (c *finishingConn) Write(ctx context.Context, m jsonrpc.Message) error {
	err := c.Connection.Write(ctx, m)
	if r, is := m.(*jsonrpc.Response); is {
		c.lock.Lock()
		delete(c.open, r.ID)
		c.settle()
		c.lock.Unlock()
	}
	return err
}

func (c *finishingConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Connection.Close()
}
