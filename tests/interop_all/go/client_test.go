// The Go client against matrix_fixture: SERVER_URL names it.
//
// Version 3.0.6 cannot do everything with the official server either, so that is not asked of it: long-polling without
// an upgrade, refusals, and the reason when the server ends the connection.
package interop

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/zishang520/socket.io/clients/engine/v3/transports"
	"github.com/zishang520/socket.io/clients/socket/v3"
	"github.com/zishang520/socket.io/v3/pkg/types"
)

const patience = 10 * time.Second

// client is one connection; what it receives is in inbox, the event's name first.
type client struct {
	t     *testing.T
	io    *socket.Socket
	inbox chan []any
}

func open(t *testing.T, modes []transports.TransportCtor, namespace string) *client {
	options := socket.DefaultOptions()
	options.SetTransports(types.NewSet(modes...))
	options.SetReconnection(false)
	options.SetAuth(map[string]any{"token": "abc"})
	io := socket.NewManager(os.Getenv("SERVER_URL"), options).Socket(namespace, options)
	c := &client{t, io, make(chan []any, 100)}
	for _, name := range []string{"hello", "echo", "answer", "said"} {
		c.io.On(types.EventName(name), func(args ...any) { c.inbox <- append([]any{name}, args...) })
	}
	t.Cleanup(func() { c.io.Disconnect() })
	return c
}

func joined(t *testing.T, modes []transports.TransportCtor) *client {
	c := open(t, modes, "/")
	c.sees("hello")
	return c
}

// sees gives the arguments of the next event, which must be this one.
func (c *client) sees(event string) []any {
	c.t.Helper()
	select {
	case seen := <-c.inbox:
		if seen[0] != event {
			c.t.Fatalf("%s expected, not %v", event, seen)
		}
		return seen[1:]
	case <-time.After(patience):
		c.t.Fatalf("no %s", event)
		return nil
	}
}

func (c *client) ask(event string, args ...any) []any {
	c.t.Helper()
	answer := make(chan []any, 1)
	c.io.EmitWithAck(event, args...)(func(values []any, _ error) { answer <- values })
	select {
	case values := <-answer:
		return values
	case <-time.After(patience):
		c.t.Fatalf("no answer to %s", event)
		return nil
	}
}

func same(t *testing.T, seen any, wanted string) {
	t.Helper()
	if text, _ := json.Marshal(seen); string(text) != wanted {
		t.Fatalf("%s instead of %s", text, wanted)
	}
}

// bytesOf gives what the client makes of an attachment.
func bytesOf(t *testing.T, value any) string {
	t.Helper()
	buffer, ok := value.(types.BufferInterface)
	if !ok {
		t.Fatalf("%T is no attachment", value)
	}
	return string(buffer.Bytes())
}

var behaviours = map[string]func(*testing.T, []transports.TransportCtor){
	"connects and is told its auth": func(t *testing.T, modes []transports.TransportCtor) {
		c := open(t, modes, "/")
		same(t, c.sees("hello")[1], `{"token":"abc"}`)
	},
	"events go both ways": func(t *testing.T, modes []transports.TransportCtor) {
		c := joined(t, modes)
		c.io.Emit("echo", 1, -1.5, "ünï 💩", nil, true, []any{map[string]any{"a": nil}})
		same(t, c.sees("echo"), `[1,-1.5,"ünï 💩",null,true,[{"a":null}]]`)
	},
	"acknowledgements go both ways": func(t *testing.T, modes []transports.TransportCtor) {
		c := joined(t, modes)
		same(t, c.ask("echo", 1, "two"), `[1,"two"]`)
		c.io.On("question", func(args ...any) { args[1].(func([]any, error))([]any{args[0], "indeed"}, nil) })
		c.io.Emit("ask", 42)
		same(t, c.sees("answer"), `[42,"indeed"]`)
	},
	"binary goes both ways": func(t *testing.T, modes []transports.TransportCtor) {
		c := joined(t, modes)
		const bytes = "\x00binary\xff"
		c.io.Emit("echo", []byte(bytes))
		if bytesOf(t, c.sees("echo")[0]) != bytes || bytesOf(t, c.ask("echo", []byte(bytes))[0]) != bytes {
			t.Fatal("other bytes came back")
		}
	},
	"rooms": func(t *testing.T, modes []transports.TransportCtor) {
		ada, ben := joined(t, modes), joined(t, modes)
		room := "room of " + ada.io.Id()
		same(t, ada.ask("join", room), "[1]")
		same(t, ben.ask("join", room), "[2]")
		ada.io.Emit("say", room, "hello")
		same(t, ben.sees("said"), `["hello"]`)
	},
}

func TestBehaviours(t *testing.T) {
	modes := map[string][]transports.TransportCtor{
		"websocket": {transports.WebSocket},
		"upgrade":   {transports.Polling, transports.WebSocket},
	}
	for mode, ctors := range modes {
		for what, body := range behaviours {
			t.Run(mode+": "+what, func(t *testing.T) { body(t, ctors) })
		}
	}
}
