import VeneerMath
@main struct Command {
    static func main() { print("veneer") }
}
