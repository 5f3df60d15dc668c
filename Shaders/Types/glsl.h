// What every shader includes: the structs shared with the host, in scalar layout.
#extension GL_EXT_scalar_block_layout : require
#extension GL_GOOGLE_include_directive : require
#define VN_INLINE
#define VN_OUT(T) out T
#define VN_INOUT(T) inout T
#include "ShaderTypes.h"
