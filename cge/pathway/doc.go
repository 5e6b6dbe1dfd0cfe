// Package pathway follows an economy year by year and asks how much of each
// mineral it needs: the one place where material flows and equilibrium meet.
//
//	cohorts ─▶ surviving stock, retired units, scrap ─┐
//	   ▲                                              ▼
//	   │          paths, knowledge ──▶ one equilibrium a year (package cge)
//	   │                                              │
//	   └── additions, second life ◀── prices, shares, sets, recycling
//
// Known before a year's market: content, lifetimes and yields, the surviving
// stock, collected scrap, retired units and the paths from outside. One
// simultaneous system then gives all prices and quantities; nothing is
// iterated between material flows and markets within a year. Afterwards the
// year's cohorts are written.
//
// A [Spec] is the economy as plain data.
package pathway
