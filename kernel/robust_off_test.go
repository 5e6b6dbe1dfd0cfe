//go:build !robust

package kernel

const robust = false
