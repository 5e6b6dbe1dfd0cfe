// Package lab opens JupyterLab on the kernel, with nothing for the user to set
// up but Python.
//
//	Prepare ──▶ JupyterLab of the user's, or a virtual environment of our own
//	   │        gopls, for completion and documentation in cells
//	   ▼
//	Serve ────▶ jupyter lab on 127.0.0.1, with a token ──▶ browser
//	   │            └──▶ kernels ("Go (Lodestone)"), echarts from this machine
//	   ▼
//	Ctrl-C ends the server, its kernels and whatever they started
//
// The environment is made by pip with the versions of this package and kept in
// the folder of the installation; a second call finds it there and needs no
// network. It has settings of its own and asks nobody for news.
//
// # What it will not do
//
// Listen on any address but the machine's own, or without a token: who wants
// that calls `jupyter lab`, which knows the kernel from `lodestone install`. To
// work from afar, forward the port: ssh -L 8888:127.0.0.1:8888 HOST.
package lab
