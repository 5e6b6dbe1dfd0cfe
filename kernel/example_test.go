package kernel_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
)

func ExampleDecodeNotebook() {
	nb, err := kernel.DecodeNotebook(strings.NewReader(`{
		"nbformat": 4, "nbformat_minor": 5, "metadata": {},
		"cells": [{"cell_type": "code", "id": "a", "source": ["%%\n", "fmt.Println(1)"], "outputs": [], "metadata": {}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nb.Cells[0].Source)
	_, err = kernel.DecodeNotebook(strings.NewReader(`{"nbformat": 4, "cells": [{"cell_type": "graph"}]}`))
	fmt.Println(err)
	// Output:
	// %%
	// fmt.Println(1)
	// kernel: not a notebook: cell 1: cell_type: want one of code, markdown, raw, got the text "graph"
}

func ExampleNotebook_Encode() {
	nb := kernel.Notebook{Major: 4, Minor: 5, Cells: []kernel.Cell{
		{ID: "question", Type: kernel.MarkdownCell, Source: "# Question\n\nHow much?"},
	}}
	if err := nb.Encode(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//  "cells": [
	//   {
	//    "cell_type": "markdown",
	//    "id": "question",
	//    "metadata": {},
	//    "source": [
	//     "# Question\n",
	//     "\n",
	//     "How much?"
	//    ]
	//   }
	//  ],
	//  "metadata": {},
	//  "nbformat": 4,
	//  "nbformat_minor": 5
	// }
}

func ExampleNotebook_Bundle() {
	nb, err := kernel.ReadNotebook("testdata/jupyter.ipynb")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nb.Bundle("x")["text/plain"])
	// Output: lithium = 1240.5 kt
}

func ExampleFault() {
	fmt.Println(&kernel.Fault{
		Notebook: "notebooks/02.ipynb", Kind: kernel.Panic, Cell: 6, Count: 4,
		At: kernel.Position{Cell: 3, Line: 2}, Certain: true,
		Message: "panic: assignment to entry in nil map", Text: "\tm[k] = v",
	})
	// Output:
	// notebooks/02.ipynb: cell 6 [4], in what cell 3 line 2 defines: panic: assignment to entry in nil map
	// 	m[k] = v
}

// A notebook of which a run may set two constants.
func ExampleSetParameters() {
	nb := &kernel.Notebook{Major: 4, Minor: 5, Cells: []kernel.Cell{{
		Type: kernel.CodeCell, Source: "const (\n\thorizon = 2050\n\tname    = \"STEPS\"\n)",
		Metadata: kernel.Metadata{"tags": []any{kernel.ParameterTag}},
	}}}
	known, err := kernel.Parameters(nb)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range known {
		fmt.Println(p.Name, p.Type, p.Value)
	}
	set, err := kernel.SetParameters(nb, map[string]string{"horizon": "2040"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(set.Cells[0].Source)
	_, err = kernel.SetParameters(nb, map[string]string{"horizon": "soon"})
	fmt.Println(err)
	// Output:
	// horizon int 2050
	// name string "STEPS"
	// const (
	// 	horizon = 2040
	// 	name    = "STEPS"
	// )
	// kernel: parameter horizon is of type int: "soon" is no number
}
