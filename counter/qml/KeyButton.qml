// A button with its key: the hint on it and the key that presses it come from one table.
import QtQuick
import Tingxu

BigButton {
    id: root
    required property var desk
    property string does: ""
    property bool keyHint: true
    signal pressedNow()

    objectName: does
    hint: keyHint && desk.keys[does] !== undefined ? desk.keys[does] : ""
    onClicked: pressedNow()

    Shortcut {
        sequence: root.desk.keys[root.does] === undefined ? "" : root.desk.keys[root.does]
        enabled: root.visible && root.enabled
        autoRepeat: false
        onActivated: root.pressedNow()
    }
}
