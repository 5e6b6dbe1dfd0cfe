package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// A Session says what Serve opens.
type Session struct {
	Open  string           // the folder or notebook
	Flags []string         // of `jupyter lab`, after ours
	Ready func(url string) // called once, when pages can be loaded; may be nil
	Log   io.Writer        // what the server says; nil for silence
}

// stopLimit is how long the server may take to end itself and its kernels.
const stopLimit = 10 * time.Second

// Serve runs JupyterLab until ctx ends or somebody shuts the server down in the
// browser, both of which are no error. It ends the server where that would
// listen to other machines or to anyone without a token.
func (l *JupyterLab) Serve(ctx context.Context, s Session) error {
	if err := CheckFlags(s.Flags); err != nil {
		return err
	}
	private, err := os.MkdirTemp("", "lodestone-lab-")
	if err != nil {
		return fmt.Errorf("lab: %w", err)
	}
	defer os.RemoveAll(private)
	var said tail
	cmd := exec.Command(l.Jupyter, l.arguments(s)...)
	cmd.Env = l.environ(private)
	cmd.Stdout = io.MultiWriter(&said, orDiscard(s.Log))
	cmd.Stderr = cmd.Stdout
	serving, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go l.Warm(serving) // what it cannot do the first Tab does
	go func() {
		if err := l.watch(serving, private, s.Ready); err != nil {
			stop(err)
		}
	}()
	err = kernel.RunGroup(serving, cmd, stopLimit)
	switch cause := context.Cause(serving); {
	case ctx.Err() != nil:
		return nil
	case cause != nil:
		return fmt.Errorf("lab: %w", cause)
	case err != nil:
		return fmt.Errorf("lab: JupyterLab ended: %w\n%s", err, said.text)
	}
	return nil
}

var addressFlag = regexp.MustCompile(`^--?([A-Za-z]+\.)?ip(=|$)`)

// CheckFlags refuses a flag that would let others reach the server.
func CheckFlags(flags []string) error {
	for _, f := range flags {
		if addressFlag.MatchString(f) {
			return fmt.Errorf("lab: %s: the server listens on this machine alone, since whoever reaches it runs code as you; "+
				"from afar forward the port: ssh -L 8888:127.0.0.1:8888 HOST", f)
		}
	}
	return nil
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}

// arguments are those of `jupyter lab`. The user's flags come last; what they
// may not change, watch looks after.
func (l *JupyterLab) arguments(s Session) []string {
	args := []string{"lab", "--ServerApp.ip=127.0.0.1", "--ServerApp.extra_static_paths=" + l.static}
	if os.Geteuid() == 0 {
		args = append(args, "--allow-root")
	}
	if s.Open != "" {
		args = append(args, s.Open)
	}
	return append(args, s.Flags...)
}

// environ keeps what the server writes while it runs in a folder that only this
// user reads, and the settings of our own environment apart from the user's.
func (l *JupyterLab) environ(private string) []string {
	env := append(os.Environ(), kernel.HomeEnv+"="+filepath.Dir(l.home), "JUPYTER_RUNTIME_DIR="+private)
	if l.Gopls != "" {
		env = append(env, "PATH="+l.Gopls+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	if l.Own {
		config := filepath.Join(l.home, "config")
		env = append(env, "JUPYTER_CONFIG_DIR="+config, "JUPYTERLAB_SETTINGS_DIR="+filepath.Join(config, "settings"),
			"JUPYTERLAB_WORKSPACES_DIR="+filepath.Join(config, "workspaces"))
	}
	return env
}

// A serverInfo is what a running server says of itself in its runtime folder.
type serverInfo struct {
	Hostname string `json:"hostname"`
	Token    string `json:"token"`
	Password bool   `json:"password"`
	URL      string `json:"url"`
}

// watch waits for the server's word of itself and judges it.
func (l *JupyterLab) watch(ctx context.Context, private string, ready func(string)) error {
	for ctx.Err() == nil {
		info, err := readInfo(private)
		switch {
		case err != nil:
			return err
		case info != nil:
			if err := info.check(); err != nil {
				return err
			}
			if ready != nil {
				ready(info.page())
			}
			return nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// readInfo returns nil as long as there is nothing whole to read.
func readInfo(dir string) (*serverInfo, error) {
	found, err := filepath.Glob(filepath.Join(dir, "jpserver-*.json"))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		return nil, err
	}
	info := &serverInfo{}
	if json.Unmarshal(data, info) != nil {
		return nil, nil
	}
	return info, nil
}

func (i *serverInfo) check() error {
	if ip := net.ParseIP(i.Hostname); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("the server listens on %q and not on 127.0.0.1, where it was told to; it was ended", i.Hostname)
	}
	if i.Token == "" && !i.Password {
		return errors.New("the server was told to ask for no token, and anyone on this machine could run code as you; it was ended. " +
			"Leave IdentityProvider.token as it is, in flags and in Jupyter's configuration")
	}
	return nil
}

// page is the address to open, with the token.
func (i *serverInfo) page() string {
	page := strings.TrimSuffix(i.URL, "/") + "/lab"
	if i.Token != "" {
		page += "?token=" + url.QueryEscape(i.Token)
	}
	return page
}

// A tail keeps the end of what it is told.
type tail struct{ text string }

func (t *tail) Write(b []byte) (int, error) {
	t.text += string(b)
	t.text = t.text[max(0, len(t.text)-2000):]
	return len(b), nil
}
