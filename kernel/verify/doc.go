// Package verify says whether an executed notebook is what its cells compute.
//
//	stored notebook ──────────────────────────┐
//	     │                                    ├──Compare──▶ Verdict ──▶ words, JSON, a page side by side
//	     └──kernel.Run, cache off──▶ fresh ───┘
//
// What is compared, and how:
//
//	cells             with the seal of the stamp and with the fresh cells: code exactly, prose up to white space
//	execution counts  1, 2, 3... in order
//	payloads          kinds, ids, labels, units, titles, notes, sources exactly; numbers by their tolerance
//	text and pictures byte by byte with what the stored payload renders to
//	other bundles     byte by byte with the fresh ones
//	standard output   byte by byte, the differing word named
//	never             standard error, volatile output, the order of channels, metadata, cell ids
//
// A payload is the truth about what a cell shows (docs/decisions/003), so an
// altered digit or picture is found exactly and noise of another processor is
// not. Where a stored bundle is the fresh one, nothing is rendered: comparing
// many notebooks with one fresh execution costs milliseconds each.
//
// Stamps that differ (another Go, an edited package) while all outputs agree
// make a notebook stale, not wrong.
//
// What it cannot find: a cell that computes the wrong thing, prose that says
// what no cell shows, and a value whose last digits lie within its tolerance.
package verify
