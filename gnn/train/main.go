// Command train rebuilds the weights that gnn ships.
//
//	go run ./gnn/train -data out/gnn -economies 1500 -only-data
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	data := flag.String("data", "out/gnn", "folder of simulated economies, filled as needed")
	economies := flag.Int("economies", 1500, "economies to simulate")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := makeData(ctx, *data, *economies); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
