"""From a delivery to the text of files. JSON and YAML are dumped from data, never put together from text."""
