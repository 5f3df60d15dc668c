// Light is looked at in cells of edge² pixels, by one pixel each; every pixel then finds its own among the cells around it.
#pragma once
#include "Lights.h"
#include <algorithm>

// The eight around a place, one after the other.
constexpr int ringAcross[8] = {-1, 0, 1, 1, 1, 0, -1, -1}, ringDown[8] = {-1, -1, -1, 0, 1, 1, 1, 0};

struct Cells {
    int edge = 1, columns = 0, rows = 0, width = 0, height = 0;

    Cells() = default;
    explicit Cells(const VnPicture &p)
        : edge(p.cellEdge), columns((p.width + edge - 1) / edge), rows((p.height + edge - 1) / edge), width(p.width), height(p.height) {}
    size_t count() const { return size_t(columns) * rows; }
    // The pixel that stands for a cell. Every other row is shifted, so that upright lines one pixel wide are met.
    int shift(int row) const { return row & (edge - 1); }
    int x(int column, int row) const { return std::min(width - 1, column * edge + shift(row)); }
    int y(int row) const { return row * edge; }
    bool operator==(const Cells &o) const { return edge == o.edge && width == o.width && height == o.height; }

    // Those no farther from one than a shadow's edge may hide from one ray a cell.
    template <class Body> void near(int column, int row, Body body) const {
        const int reach = edge > 1 ? 1 : 2;
        for (int v = std::max(0, row - reach); v <= std::min(rows - 1, row + reach); v++)
            for (int u = std::max(0, column - reach); u <= std::min(columns - 1, column + reach); u++) body(v * columns + u);
    }

    // The cells around a place in the picture (pixels, centres whole) and their shares, which add up to one inside the picture.
    template <class Body> void around(float x, float y, Body body) const {
        const float down = y / edge, top = std::floor(down);
        for (int row = int(top); row <= int(top) + 1; row++) {
            const float high = 1.0f - std::fabs(down - row);
            if (row < 0 || row >= rows || high <= 0) continue;
            const float across = (x - shift(row)) / edge, left = std::floor(across);
            for (int column = int(left); column <= int(left) + 1; column++) {
                const float share = high * (1.0f - std::fabs(across - column));
                if (share > 0 && column >= 0 && column < columns) body(row * columns + column, share);
            }
        }
    }
};
