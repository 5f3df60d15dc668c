// A convolution as a matrix product: a row for each pixel, a column for each output channel, summed over the window's channels. Nothing is
// gathered in memory beforehand: slabs of the inputs pass through shared memory. What both ways to multiply have in common.
#include "octets.glsl"

layout(constant_id = 1) const uint WINDOW = 3;
layout(constant_id = 2) const uint STRIDE = 1;
layout(constant_id = 3) const uint PADDING = 1;
layout(constant_id = 4) const uint SPREAD = 0;

layout(scalar, push_constant) uniform Constants { VnConvolution convolution; };
layout(scalar, set = 0, binding = 0) readonly buffer First { uvec4 first[]; };
layout(scalar, set = 0, binding = 1) readonly buffer Second { uvec4 second[]; };
// Inputs by window row, window column, source and channel, each with all of its outputs; rows of inputs come in sixteens, outputs too.
layout(scalar, set = 0, binding = 2) readonly buffer Weights { uvec4 weights[]; };
// Four entries an octet: scale and shift.
layout(scalar, set = 0, binding = 3) readonly buffer Modulation { vec4 modulation[]; };
layout(scalar, set = 0, binding = 4) readonly buffer Residual { uvec4 residual[]; };
layout(scalar, set = 0, binding = 5) writeonly buffer Output { uvec4 outputs[]; };

const uint NO_PLACE = 0xffffffffu;

/// Column and row of a pixel in 16 bits each.
uint placeOf(uint pixel) {
    uint row = pixel / convolution.target.x;
    return pixel < convolution.target.y ? (pixel - row * convolution.target.x) | row << 16 : NO_PLACE;
}

/// How many octets each pixel reads.
uint depthInOctets() { return WINDOW * WINDOW * (convolution.source.z + convolution.source.w); }

/// Where the k-th octet that a pixel reads lies in its source; false beyond the sources' edges.
bool locate(uint place, uint k, out bool isFirst, out uint index) {
    uint octets = convolution.source.z + convolution.source.w, tap = k / octets, octet = k - tap * octets;
    ivec2 at = ivec2(place & 0xffffu, place >> 16) * int(STRIDE) + ivec2(tap % WINDOW, tap / WINDOW) - int(PADDING);
    uint pixel = uint(at.y) * convolution.source.x + uint(at.x);
    isFirst = octet < convolution.source.z;
    index = isFirst ? pixel * convolution.source.z + octet : pixel * convolution.source.w + octet - convolution.source.z;
    return place != NO_PLACE && tap < WINDOW * WINDOW && all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, ivec2(convolution.source.xy)));
}

void put(uint index, Octet value) {
    if ((convolution.weights.w & VN_ADDS_RESIDUAL) != 0) {
        Octet before;
        READ_OCTET(before, residual, index)
        value = Octet(value.low + before.low, value.high + before.high);
    }
    if ((convolution.weights.w & VN_RECTIFIES) != 0) value = Octet(max(value.low, 0.0), max(value.high, 0.0));
    WRITE_OCTET(outputs, index, value)
}

/// The end of a convolution for one octet of one pixel.
void finish(uint place, uint octet, Octet sum) {
    if (place == NO_PLACE || octet >= convolution.target.z) return;
    uint entry = convolution.weights.z + 4 * octet, step = convolution.target.w;
    Octet value = Octet(sum.low * modulation[entry] + modulation[entry + 2], sum.high * modulation[entry + 1] + modulation[entry + 3]);
    uint x = place & 0xffffu, y = place >> 16;
    if (SPREAD == VN_SPREAD_PLAIN) {
        put((y * convolution.target.x + x) * step + octet, value);
    } else if (SPREAD == VN_SPREAD_DOUBLED) {
        for (uint i = 0; i < 4; i++) put(((2 * y + i / 2) * 2 * convolution.target.x + 2 * x + i % 2) * step + octet, value);
    } else {
        uint cell = octet / step;
        put(((4 * y + cell / 4) * 4 * convolution.target.x + 4 * x + cell % 4) * step + octet % step, value);
    }
}
