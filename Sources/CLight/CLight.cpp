#include "CLight.h"
