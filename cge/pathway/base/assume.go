package base

import (
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Constants that no table holds; each appears in Assumptions with its reason.
const (
	storageHours = 2.45 // MWh per MW of grid batteries
	firstYear    = 2000 // cohorts are followed from here
	lastYear     = 2050
	joint        = 2023 // scenario levels are used from here on, statistics before
)

// assumedShares of parts whose base-year shares no table holds.
var assumedShares = map[string]float64{"motor_pm": 1, "motor_induction": 0}

// Assumptions lists what no publication we hold states and the calculation
// needs, over assumption, object, scenario and year: a formula on published
// figures (derived) or a number from memory (recalled), never silently. Every
// row carries the flag "assumption". The values are those that are used.
func Assumptions() quantity.Table {
	t := quantity.Table{Name: "assumptions", Axes: []string{"assumption", "object", "scenario", "year"}}
	add := func(value float64, unit, source string, c quantity.Confidence, note string, key ...string) {
		t.Rows = append(t.Rows, quantity.Row{Key: key, Value: value, Unit: quantity.MustUnit(unit),
			Source: source, Confidence: c, Flag: "assumption", Note: note})
	}
	add(storageHours, "MWh/MW", "recalled", quantity.Recalled,
		"169 GWh over 69 GW of grid batteries added in 2024 (BloombergNEF, recalled); held for every year and scenario", "storage duration", "grid_battery", "", "")
	add(assumedShares["motor_pm"], "1", "lodestone", quantity.Derived,
		"every traction motor has permanent magnets: an upper bound on rare earths; the published shares are not held", "motor share", "motor_pm", "", "")
	if err := addParts(add); err != nil {
		return quantity.FailedTable(t.Name, err)
	}
	if err := addSplit(add); err != nil {
		return quantity.FailedTable(t.Name, err)
	}
	if err := addSales(add); err != nil {
		return quantity.FailedTable(t.Name, err)
	}
	if err := t.Check(); err != nil {
		return quantity.FailedTable(t.Name, err)
	}
	return t
}

type addRow func(value float64, unit, source string, c quantity.Confidence, note string, key ...string)

// addParts lists the chemistries, drivetrains, module types and kWh a vehicle
// that are held at their base year.
func addParts(add addRow) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	for _, whole := range []string{"ev_battery", "grid_battery_pack", "wind_drivetrain_onshore", "wind_drivetrain_offshore", "pv_system"} {
		for _, e := range n.parts[whole] {
			if r, ok := n.shareRow(e.from, whole); ok && r.Value > 0 {
				add(r.Value, "1", r.Source, r.Confidence, "share of "+Label(whole)+" in 2024, held in every later year. "+r.Note, "base-year share", e.from, whole, "")
			}
		}
	}
	vehicles, err := UseByID("electric_vehicles")
	if err != nil {
		return err
	}
	for _, class := range vehicles.Technologies {
		for _, e := range n.parts[class] {
			if r := e.bound["central"]; e.from == "ev_battery" {
				add(r.Value, r.Unit.String(), r.Source, r.Confidence, "battery demand over sales in 2024, held; the mix of battery-electric and plug-in vehicles is that of 2024", "battery size", class, "", "2024")
			}
		}
	}
	return nil
}

// addSplit lists the split of wind into onshore and offshore after 2023.
func addSplit(add addRow) error {
	for _, s := range []string{"STEPS", "NZE"} {
		share := offshoreShare(windPath(s))
		for _, y := range []string{"2035", "2040", "2050"} {
			v, err := share.At("year", y)
			if err != nil {
				return err
			}
			add(v, "1", "irena_2024;iea_weo2025", quantity.Derived, "offshore share of the wind stock when additions keep the offshore share of 2023's", "offshore share", "wind_offshore", s, y)
		}
	}
	return nil
}

// addSales lists what decision 004 makes of vehicle sales after the outlook.
func addSales(add addRow) error {
	for _, s := range []string{"STEPS", "APS"} {
		for _, mode := range []string{"car", "van", "truck", "bus", "2_3w"} {
			path := salesPath(s, mode)
			for y := outlookEnd + 5; y <= lastYear; y += 5 {
				v, err := path.At("year", strconv.Itoa(y))
				if err != nil {
					return err
				}
				note := "sales = share x total; the share continues the straight line of its logit from 2030 to 2035, the total follows WEO 2025 activity"
				source := "iea_gevo2024_scen;iea_weo2025"
				if mode == "2_3w" {
					note, source = "not in the outlook: held at 2024", "iea_gevo2025"
				}
				add(v, "vehicle", source, quantity.Derived, note, "sales after 2035", "zev_"+mode, s, strconv.Itoa(y))
			}
		}
	}
	return nil
}
