// Holds nothing: it is what core/prefix.h is compiled for.
