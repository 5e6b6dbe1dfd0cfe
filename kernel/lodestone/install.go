package main

import (
	"fmt"

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
		Args:    noArgs,
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
