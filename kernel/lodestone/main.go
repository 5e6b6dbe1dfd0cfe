// Command lodestone runs the workbench: the flagship notebook without any
// argument, other notebooks, the Jupyter kernel and the tables.
//
//	lodestone                       run notebook 05, print its headline table, write out/
//	lodestone install               register the kernel "Go (Lodestone)" with Jupyter
//	lodestone lab                   open JupyterLab on it
//	lodestone run NOTEBOOK...       run any notebooks headless
//	lodestone verify NOTEBOOK...    run notebooks again and compare
//	lodestone status                which notebooks are stale, and why
//	lodestone new NAME              begin a notebook
//	lodestone export NOTEBOOK       write it as a plain Go program
//	lodestone data list             the tables, their sources and licences
//	lodestone data show TABLE       the rows of one
//	lodestone cge solve CASE.json   solve an equilibrium model
//	lodestone cge export CASE.json  write it for GAMS/MPSGE
//	lodestone sweep SPEC.json       follow many paths, here or on a cluster
//
// It exits with 0 if all went well, 1 if the work failed and 2 if the call was
// wrong. Results go to standard output, as JSON with -json; progress and
// errors go to standard error. Long flags take one dash or two.
//
// The same binary is the launcher that Jupyter starts, its janitor and the go
// command that cells see (kernel.MultiCall).
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func main() {
	if code, done := kernel.MultiCall(os.Args); done {
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	os.Exit(execute(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// A callError is a call that is wrong: exit code 2.
type callError struct{ error }

// An app is one call of the command: where its output goes, and in which form.
type app struct {
	out, err io.Writer
	json     bool
}

// execute runs the command and returns its exit code.
func execute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout, err: stderr}
	root := a.rootCommand()
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetArgs(twoDashes(root, args))
	called, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	var again errResumable
	hint := errors.As(err, &again)
	if ctx.Err() != nil && !errors.As(err, new(errKept)) {
		err = errors.New("interrupted; nothing was written")
	}
	if err == errFailed {
		return 1
	}
	a.fail(err)
	if hint {
		fmt.Fprintln(stderr, "lodestone: cells that finished are kept: the same call with -resume goes on from there")
	}
	var call callError
	if errors.As(err, &call) {
		fmt.Fprintln(stderr, called.CommandPath()+" -h shows how it is called.")
		return 2
	}
	return 1
}

// fail reports an error to people, and to machines if they asked.
func (a *app) fail(err error) {
	fmt.Fprintf(a.err, "lodestone: %v\n", err)
	if !a.json {
		return
	}
	failure := map[string]any{"ok": false, "error": err.Error()}
	var fault *kernel.Fault
	if errors.As(err, &fault) {
		failure["fault"] = fault
	}
	a.print(failure, "")
}

// print writes a result: its JSON form with -json, else the text.
func (a *app) print(v any, text string) error {
	if !a.json {
		_, err := io.WriteString(a.out, text)
		return err
	}
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (a *app) rootCommand() *cobra.Command {
	root := a.mainCommand()
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as JSON")
	root.AddCommand(a.installCommand(), a.labCommand(), a.runCommand(), a.verifyCommand(), a.statusCommand(), a.newCommand(), a.exportCommand(), a.dataCommand(), a.cgeCommand(), a.pathwayCommand(), a.gnnCommand(), a.sweepCommand())
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return callError{unknownFlag(cmd, err)} })
	return root
}

// unknownFlag names the flag that is most like one that is not known: of
// -prepar pflag says that there is no -p.
func unknownFlag(cmd *cobra.Command, err error) error {
	said, name := err.Error(), ""
	if rest, ok := strings.CutPrefix(said, "unknown flag: "); ok {
		name = rest
	} else if _, rest, ok := strings.Cut(said, " in "); ok && strings.HasPrefix(said, "unknown shorthand flag: ") {
		name = rest
	}
	name, _, _ = strings.Cut(strings.TrimLeft(name, "-"), "=")
	if name == "" {
		return err
	}
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	return fmt.Errorf("%s has no flag -%s%s", cmd.CommandPath(), name, quantity.DidYouMean(name, known))
}

// noArgs refuses arguments, and names the command that is most like the first.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	if len(known) == 0 {
		return callError{fmt.Errorf("%s takes no argument, and was given %q", cmd.CommandPath(), args[0])}
	}
	return callError{fmt.Errorf("unknown command %q for %q%s", args[0], cmd.CommandPath(), quantity.DidYouMean(args[0], known))}
}

// wrong marks the complaints of a check of arguments as a wrong call.
func wrong(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return callError{fmt.Errorf("%w; it is called as %s", err, cmd.UseLine())}
		}
		return nil
	}
}

// twoDashes writes -timeout as --timeout, wherever a command knows a flag of
// that name.
func twoDashes(root *cobra.Command, args []string) []string {
	known := map[string]bool{"help": true, "version": true}
	for _, cmd := range everyCommand(root) {
		for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
			flags.VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
		}
	}
	out := slices.Clone(args)
	for i, arg := range out {
		if arg == "--" {
			break
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && len(name) > 1 && known[name] {
			out[i] = "-" + arg
		}
	}
	return out
}

func everyCommand(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, sub := range cmd.Commands() {
		all = append(all, everyCommand(sub)...)
	}
	return all
}
