// Package base turns tables into what the models start from: it is the one
// room that knows both the published figures and the models' shapes.
//
//	scenario, statistics ──▶ Flows       stock → additions and retirements of a technology
//	network of nodes, edges ─▶ Intensity  kg of each mineral per unit added, by part
//	                     Flows × Intensity = Demand ──▶ Ratios beside the published demand
//
// A technology (solar_pv, zev_car) is made of parts: the sub-technologies and
// plant components that carry minerals. Their shares are those of the base
// year 2024 and stay there: this is the traditional calculation, against
// which endogenous technical change is measured later.
//
// What no publication states is an assumption, collected in Assumptions with
// its formula or source, and shown dashed.
package base
