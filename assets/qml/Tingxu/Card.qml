// A white sheet with a thin border.
import QtQuick

Rectangle {
    color: Theme.card
    radius: Theme.radius
    border { color: Theme.line; width: Theme.hair }
}
