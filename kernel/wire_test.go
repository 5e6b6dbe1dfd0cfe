package kernel

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// FuzzDecodeMessage: no message, however broken, stops the client.
func FuzzDecodeMessage(f *testing.F) {
	f.Add("identity|<IDS|MSG>|sig", `{"msg_type":"status"}`, `{"msg_id":"1"}`, `{"execution_state":"idle"}`)
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, ids, head, parent, content string) {
		var frames [][]byte
		for _, part := range strings.Split(strings.ReplaceAll(ids, "<IDS|MSG>", "\x00"), "|") {
			frames = append(frames, []byte(strings.ReplaceAll(part, "\x00", "<IDS|MSG>")))
		}
		frames = append(frames, []byte(head), []byte(parent), []byte("{}"), []byte(content))
		w := &wire{key: []byte("key")}
		if _, err := w.decode(frames); err == nil {
			t.Fatal("a message without our signature was taken")
		}
		if at := slices.IndexFunc(frames, func(b []byte) bool { return string(b) == "<IDS|MSG>" }); at >= 0 && len(frames) >= at+6 {
			frames[at+1] = w.sign(frames[at+2 : at+6])
		}
		m, err := w.decode(frames)
		if err != nil {
			return
		}
		c := &collector{}
		c.add(m, displays{})
		isIdle(m)
		decodeReply(m)
	})
}

func TestCollectorOrder(t *testing.T) {
	c, ids := &collector{}, displays{}
	for _, m := range []struct{ kind, content string }{
		{"stream", `{"name":"stderr","text":"e1 "}`},
		{"display_data", `{"data":{"text/plain":"first","application/json":{"a":1}},"transient":{"display_id":"d"}}`},
		{"stream", `{"name":"stdout","text":"o1 "}`},
		{"display_data", `{"data":{"text/plain":"second"}}`},
		{"stream", `{"name":"stdout","text":"o2"}`},
		{"update_display_data", `{"data":{"text/plain":"updated"},"transient":{"display_id":"d"}}`},
		{"stream", `{"name":"stderr","text":"e2"}`},
		{"comm_open", `{"data":{}}`},
	} {
		c.add(message{kind: m.kind, content: json.RawMessage(m.content)}, ids)
	}
	var got []string
	for _, o := range c.outputs() {
		got = append(got, o.Name+o.Text+o.Data["text/plain"])
	}
	if want := "stdouto1 o2|updated|second|stderre1 e2"; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}
