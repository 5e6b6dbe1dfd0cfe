package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/lab"
	"github.com/spf13/cobra"
)

// A labCall is one call of the command lab.
type labCall struct {
	lab.Settings
	prepareOnly, log bool
	where            string
	rest             []string
}

func (a *app) labCommand() *cobra.Command {
	call := &labCall{}
	cmd := &cobra.Command{
		Use:   "lab [FOLDER OR NOTEBOOK] [-- JUPYTER FLAGS]",
		Short: "Open JupyterLab on the kernel",
		Long: "Lab installs the kernel where that is needed and opens JupyterLab, on the notebooks of the clone unless\n" +
			"another place is named. It takes JupyterLab 4 from PATH; where there is none it makes an environment\n" +
			"with JupyterLab " + lab.Pins[0][len("jupyterlab=="):] + " in the cache folder, which needs Python 3.10 and pip's index once. The server listens\n" +
			"on this machine alone and asks for a token; Ctrl-C ends it and its kernels. What follows -- goes to\n" +
			"JupyterLab.",
		Example: "  lodestone lab\n  lodestone lab my.ipynb\n  lodestone lab -prepare\n  lodestone lab -- --no-browser --port 9999",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := call.read(cmd, args); err != nil {
				return callError{err}
			}
			return a.lab(cmd.Context(), call)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&call.Python, "python", "", "the Python that makes the environment; default: the first on PATH that is new enough")
	flags.BoolVar(&call.Pinned, "pinned", false, "use the environment of the cache folder even where JupyterLab is on PATH")
	flags.BoolVar(&call.NoGopls, "no-completion", false, "do not build gopls: cells run without Tab and Shift-Tab")
	flags.BoolVar(&call.prepareOnly, "prepare", false, "prepare everything, for a later call without a network, and open nothing")
	flags.BoolVar(&call.log, "log", false, "print what the Jupyter server says")
	return cmd
}

// read parts the arguments at the dash: a place of ours, flags of Jupyter's.
func (c *labCall) read(cmd *cobra.Command, args []string) error {
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		args, c.rest = args[:n], args[n:]
	}
	if len(args) > 1 {
		return fmt.Errorf("lab opens one folder or notebook, not %d", len(args))
	}
	if len(args) == 1 {
		c.where = args[0]
		if _, err := os.Stat(c.where); err != nil {
			return fmt.Errorf("%w; lodestone new NAME begins a notebook", err)
		}
	}
	return lab.CheckFlags(c.rest)
}

// lab prepares and serves until Ctrl-C, which is how a session ends and no
// failure.
func (a *app) lab(ctx context.Context, call *labCall) error {
	if err := lab.Check(ctx, call.Settings); err != nil {
		return err
	}
	inst, _, err := kernel.Install(ctx, &kernel.InstallSettings{Progress: a.err})
	if err != nil {
		return err
	}
	call.Install, call.Progress = inst, a.err
	jupyter, err := lab.Prepare(ctx, call.Settings)
	if err != nil {
		return err
	}
	if call.prepareOnly {
		err := kernel.Stage(a.err, "reading the packages, for completion in cells", func() error { return jupyter.Warm(ctx) })
		if err != nil && ctx.Err() == nil { // the first Tab will be slow, and that is all
			fmt.Fprintf(a.err, "lodestone: %v\n", err)
		}
		return a.print(map[string]any{"ok": true, "jupyter": jupyter.Jupyter, "version": jupyter.Version, "completion": jupyter.Gopls != ""},
			fmt.Sprintf("JupyterLab  %s, %s\ncompletion  %s\n", jupyter.Version, jupyter.Jupyter, yes(jupyter.Gopls != "")))
	}
	if call.where == "" {
		call.where = filepath.Join(inst.Root, "notebooks")
	}
	var log io.Writer
	if call.log {
		log = a.err
	}
	return jupyter.Serve(ctx, lab.Session{Open: call.where, Flags: call.rest, Log: log, Ready: func(url string) {
		fmt.Fprintf(a.err, "lodestone: JupyterLab %s is at %s\nlodestone: Ctrl-C ends it\n", jupyter.Version, url)
	}})
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
