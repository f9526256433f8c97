#pragma once
// libxml2's headers pull in the system's ICU, which clashes with the one that Foundation carries.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlwriter.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
