//go:build deps

package lodestone

import (
	_ "github.com/go-echarts/go-echarts/v2/charts"
	_ "github.com/go-zeromq/zmq4"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/spf13/cobra"
	_ "gonum.org/v1/gonum/interp"
	_ "gonum.org/v1/plot"
	_ "gonum.org/v1/plot/vg/vgsvg"
	_ "pgregory.net/rapid"
)
