package importer

// NameOf is for tests.
var NameOf = nameOf
