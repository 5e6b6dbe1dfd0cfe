// Package pathway follows an economy year by year and asks how much of each
// mineral it needs: the one place where material flows and equilibrium meet.
//
//	cohorts ─▶ surviving stock, retired units, scrap ─┐
//	   ▲                                              ▼
//	   │          paths, knowledge ──▶ one equilibrium a year (package cge)
//	   │                                              │
//	   └── additions, second life ◀── prices, shares, sets, recycling, research
//
// # An economy is data
//
// A [Spec] lists units (batteries, turbines, plants), the uses and services they
// stand in, minerals and mines, recyclers, second lives, and the rest of the
// economy as an [Account] of sectors and agents. Amounts are those of the base
// year, paths are relative to it. What balances is worked out: [New] finds
// factor endowments, transfers and what is left of every good, and refuses a base
// year that cannot be, by name.
//
//	m, err := pathway.New(spec, pathway.Options{})
//	r, err := m.Run(ctx)
//	li := r.Years[6].Total("lithium")        // primary, recycled, second life
//
// # A year
//
// Known before the market: content, lifetimes and yields of the year, surviving
// stock, collected scrap, units fit for a second life, resources, paths. One
// simultaneous system then gives all prices and quantities; nothing is iterated
// between material flows and markets within a year. Afterwards the year's
// cohorts are written, and knowledge for the next. The system is compiled once;
// a year is a set of parameter values.
//
// # Choice
//
// Options of a use add up (the volume node of package cge). Where sets are
// chosen, each set is an activity, the cheapest at the prices found is added
// until none is cheaper, and several may run side by side. [Year].Gaps says how
// far the others are.
//
// # Modes
//
// Endogenous, Exogenous (technical change by paths from outside, inside the
// equilibrium), MFA (imposed shares, no prices). [Closure] says whether services
// are met whatever they cost or demand answers. Options.Hold switches channels of
// technical change off, see [Channels]; with Price held and Options.Imposed the
// first mode is the last.
//
// # What technical change does
//
//	Baseline ──▶ Compare ◀── endogenous path        the impact, by year, mineral, technology, supply
//	     └── 32 paths, channels on and off ──▶ Decompose: what each channel accounts for
//
// [Endogenization] and [Decompose] set the endogenous path beside the traditional
// calculation; [Spec.Along] writes technical change from outside that passes from
// one scenario to another. With Options.Watch a path carries lamp posts: how near
// each choice is to another set, and when it is expected to switch ([LampPosts]).
// [SwitchEffects] tells what a switch does to other metals and prices.
//
// # Results
//
// A [Result] is plain data by year; [Result.Sheets] are the files that the command
// writes, [Result.Requirement] a table for charts, [Result.IAMC] the long table of
// integrated assessment models; package pathway/parquet writes Parquet. Every year carries a [Check]:
// residuals of the equilibrium, the balance of every mineral against stocks
// computed anew, GDP from both sides.
//
// The equations, with symbols and names, are in docs/model.md.
//
// # What it will not do
//
// Let anyone but research look ahead, tell the cohorts of one technology apart in
// what they cost to run (Plant.Spread tells how far all of it differs), count
// the scrap value of a plant when it is built, trade between regions, or read
// tables: package base does.
package pathway
