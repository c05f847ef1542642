"""One module per Jenkins plugin id (`-` is `_` in the file name), each with a `plugin`; found by folder walk."""
