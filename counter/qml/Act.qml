// A button of the page that the view-model knows by its name.
import QtQuick
import Tingxu

KeyButton {
    id: root
    readonly property var shows: desk.shows

    kind: shows.primary === does ? "primary" : "plain"
    enabled: shows.able[does] === true
    onPressedNow: desk.press(does)
}
