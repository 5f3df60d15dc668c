#include "CBullet.h"
