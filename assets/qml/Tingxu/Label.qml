// Text in the theme's body size and ink; wraps where it has a width.
import QtQuick

Text {
    color: Theme.ink
    font.pixelSize: Theme.body
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
}
