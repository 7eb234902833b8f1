#include <stdio.h>
#include <zlib.h>
#include <bzlib.h>
#include <lzma.h>
#include <lz4frame.h>
