// Package noncommercial holds the tables whose terms do not allow commercial
// use, or may not: the International Energy Agency's World Energy Outlook
// 2025 (CC BY-NC-SA 4.0) and Net Zero by 2050 of 2021 (IEA terms), and a few
// figures under academic terms. LICENSE and NOTICE beside this file say what
// that means.
//
//	import _ ".../datasets/noncommercial"  ──▶ its tables join datasets.Open and datasets.Tables
//
// Package datasets never imports this one: who does not want these terms
// builds without it. A result that rests on these figures says so when it is
// printed, because its sources are marked non-commercial in the catalogue.
//
// The conventions are those of package datasets, the overlay included.
package noncommercial

//go:generate go run ./internal/datadoc
