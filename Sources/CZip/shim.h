// libzip: the .xlsx workbooks of spreadsheet programs are ZIP archives (ECMA-376 part 2).
#include <zip.h>
