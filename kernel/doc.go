// Package kernel runs notebooks of Go cells again, somewhere else.
//
//	Install ──▶ GoNB built from go.mod's pin, a kernelspec, a warm build cache
//	                │
//	Jupyter, Run ──▶ launcher ──▶ GoNB ──▶ shim ──▶ compiler and linker, or go build
//	                │                          │
//	ReadNotebook ───┴──▶ Run ◀── outputs ──────┘──▶ WriteNotebook
//
// Cells import the packages of this module, and every third-party module that
// its go.mod pins, with no boilerplate and no network. Neither Python nor
// Jupyter is needed to install or to run; with Jupyter present the same kernel
// appears there as "Go (Lodestone)".
//
// Conventions: cells and lines count from 1 in everything a person reads; a
// notebook is nbformat 4, read as found and written the way Jupyter itself
// writes it (sorted keys, indent 1, text as lists of lines), so a run changes
// only what it computed. Files are written beside their place and renamed: an
// interrupted run leaves the old file or the new one, never half of one.
//
// A run may set constants (SetParameters), leave cells out (RunSettings.Only,
// From), go on where an ended one was (Resume), keep to limits of time, memory
// and output, and close a stranger's notebook in (Isolate; docs/threat-model.md).
// A warm cell is compiled and linked without the go command, where nothing but
// the cell has changed (relink.go).
//
// Run stamps what it executed with what that rests on (Stamp): the cells, the
// packages and tables behind them, the tools and the class of processor.
//
// The package does not judge outputs (kernel/verify compares them) and does not
// draw (package notebooks/charts does).
package kernel
