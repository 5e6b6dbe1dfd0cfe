package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

func (a *app) installCommand() *cobra.Command {
	s := &kernel.InstallSettings{}
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Register the Jupyter kernel " + kernel.DisplayName,
		Long: "Install builds the kernel's programs from go.mod's pins, compiles what cells import, and registers the\n" +
			"kernel " + kernel.DisplayName + " with Jupyter, which need not be installed yet. It writes below the user's\n" +
			"cache and Jupyter folders, or below -prefix; " + kernel.HomeEnv + " and " + kernel.JupyterEnv + " move them.",
		Example: "  lodestone install\n  lodestone install -prefix ~/.local\n  lodestone install -echarts node_modules/echarts/dist/echarts.min.js",
		Args:    wrong(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.Progress = a.err
			inst, spec, err := kernel.Install(cmd.Context(), s)
			if err != nil {
				return err
			}
			return a.printInstalled(inst, spec)
		},
	}
	cmd.Flags().StringVar(&s.Prefix, "prefix", "", "install everything below this folder instead")
	cmd.Flags().StringVar(&s.ECharts, "echarts", "", "a copy of echarts.min.js, for live charts without a network")
	return cmd
}

func (a *app) printInstalled(inst *kernel.Installation, spec string) error {
	result := map[string]any{"ok": true, "kernelspec": spec, "home": inst.Home, "installation": inst}
	text := fmt.Sprintf("kernel      %s, GoNB %s, %s\nkernelspec  %s\ncommand     %s\nmodule      %s\n",
		kernel.DisplayName, inst.GoNB, inst.GoVersion, spec, inst.Command(), inst.Root)
	return a.print(result, text)
}

func (a *app) labCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lab [FOLDER OR NOTEBOOK] [-- JUPYTER FLAGS]",
		Short: "Open JupyterLab on the kernel",
		Long: "Lab installs the kernel where that is needed and opens JupyterLab, on the notebooks of the clone unless\n" +
			"another place is named. What follows -- goes to JupyterLab.",
		Example: "  lodestone lab\n  lodestone lab my.ipynb\n  lodestone lab -- --no-browser --port 9999",
		RunE: func(cmd *cobra.Command, args []string) error {
			inst, argv, err := a.labCall(cmd, args)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.err, "lodestone: %s\n", strings.Join(argv, " "))
			env := append(os.Environ(), kernel.HomeEnv+"="+inst.Home)
			return syscall.Exec(argv[0], argv, env)
		},
	}
}

// labCall is the call of JupyterLab: its path, where it opens, and the user's
// own flags.
func (a *app) labCall(cmd *cobra.Command, args []string) (*kernel.Installation, []string, error) {
	jupyter, err := exec.LookPath("jupyter")
	if err != nil {
		return nil, nil, fmt.Errorf("jupyter is not on PATH; install JupyterLab (python3 -m pip install jupyterlab), "+
			"or run notebooks without it: lodestone run NOTEBOOK: %w", err)
	}
	if err := exec.CommandContext(cmd.Context(), jupyter, "lab", "--version").Run(); err != nil {
		return nil, nil, fmt.Errorf("%s has no JupyterLab; install it (python3 -m pip install jupyterlab): %w", jupyter, err)
	}
	inst, _, err := kernel.Install(cmd.Context(), &kernel.InstallSettings{Progress: a.err})
	if err != nil {
		return nil, nil, err
	}
	where, rest := args, []string{}
	if n := cmd.ArgsLenAtDash(); n >= 0 {
		where, rest = args[:n], args[n:]
	}
	if len(where) > 1 {
		return nil, nil, callError{fmt.Errorf("lab opens one folder or notebook, not %d", len(where))}
	}
	if len(where) == 0 {
		where = []string{filepath.Join(inst.Root, "notebooks")}
	}
	argv := append([]string{jupyter, "lab", "--ServerApp.extra_static_paths=" + filepath.Dir(inst.ECharts())}, where...)
	return inst, append(argv, rest...), nil
}
