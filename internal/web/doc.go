// Package web is the face of parley in a browser: pages made by the server from templates, with small modules for what HTML
// cannot do. It holds no logic: every answer comes from the workbench, every text from the desk.
//
// A view's whole state stands in its address, so that each has its own link. Screens are listed in one table, screens; see
// doc/design.md for how one is added.
package web
