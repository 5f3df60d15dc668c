// What the painter's kernels and the host agree on. Maps hold rows of pixels, a pixel's channels in octets: groups of eight, halves or singles.
#ifdef VULKAN
#define VN_UINT uint
#else
#define VN_UINT uint32_t
#endif

// How a convolution's results are laid into their map.
#define VN_SPREAD_PLAIN 0
#define VN_SPREAD_DOUBLED 1  // added to 2×2 pixels of the residual
#define VN_SPREAD_SHUFFLED 2 // 4×4 pixels side by side, row by row

// A convolution's bits.
#define VN_RECTIFIES 1
#define VN_ADDS_RESIDUAL 2

VN_STRUCT(VnConvolution) {
    VN_UINT4 source;  // x: width; y: height of the sources; z, w: octets of the first and the second source's pixels, 0 for none
    VN_UINT4 target;  // x: pixels in a row; y: pixels in all; z: octets that each comes to; w: octets of a pixel of the map
    VN_UINT4 weights; // x: first octet; y: octets from an input to the next; z: first entry of scale and shift; w: VN_RECTIFIES, VN_ADDS_RESIDUAL
} VN_STRUCT_END(VnConvolution);
VN_SIZE(VnConvolution, 48)

// How a component of the painter's input is made of planes.
#define VN_ENCODE_NOTHING 0
#define VN_ENCODE_PLAIN 1
#define VN_ENCODE_LOG 2
#define VN_ENCODE_LOG_DEPTH 3
#define VN_ENCODE_CAMERA 4
#define VN_ENCODE_STATE 5

VN_STRUCT(VnComponent) {
    VN_UINT plane;     // where its plane begins, in floats; in a picture on the device 4 times its number and the first component
    VN_UINT step;      // floats from a pixel to the next; 0: in a picture on the device
    VN_UINT component; // of the plane's pixel
    VN_UINT encoding;  // VN_ENCODE_*
} VN_STRUCT_END(VnComponent);
VN_SIZE(VnComponent, 16)

VN_STRUCT(VnAssembly) {
    VN_UINT4 size;     // x: width; y: height of the picture; z: width with padding; w: octets of the first map's pixels
    VN_UINT4 rows;     // x: the first; y: how many; z, w: where composite and noise begin, as VnComponent.plane
    VN_FLOAT4 light;   // x: scale of exposed light; y: 1 / divisor; z: maximum of its logarithm; w: 1 / divisor of the depth's
    VN_FLOAT4 right;   // xyz: camera's axis in the world; w: scale of the noise
    VN_FLOAT4 down;    // xyz; w: floats from a pixel of the noise to the next, 0: in a picture on the device
    VN_FLOAT4 forward; // xyz; w: octets of the second map's pixels
} VN_STRUCT_END(VnAssembly);
VN_SIZE(VnAssembly, 96)

// What becomes of an estimate.
#define VN_ESTIMATE_BRIDGES 0
#define VN_ESTIMATE_ARRIVES 1

VN_STRUCT(VnEstimate) {
    VN_UINT4 size;   // x: width; y: height of the picture; z: width; w: height with padding
    VN_UINT4 state;  // x: octets of the first map's pixels; y: component of theirs where the state begins
    VN_FLOAT4 light; // x: divisor of the logarithm; y: its maximum; z: 1 / scale of exposed light; w: share of the old state that stays
} VN_STRUCT_END(VnEstimate);
VN_SIZE(VnEstimate, 48)
