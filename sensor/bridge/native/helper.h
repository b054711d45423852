// The subcommands of drift-helper. Each returns the exit code.
#pragma once

int xattrs(int argc, char **argv);
int capabilities(int argc, char **argv);
int container(int argc, char **argv);
