// A library that does nothing, wherever it is loaded: preloaded, as an auditor (rtld-audit(7)), or as a module of Python.
unsigned int la_version(unsigned int version);
void *PyInit_harmless(void);

unsigned int la_version(unsigned int version)
{
	return version;
}

// Python complains, but it has been loaded then.
void *PyInit_harmless(void)
{
	return 0;
}
