"""From contributions to what AWS gets: stages and actions, builds and their commands, artifacts, guards, triggers."""
