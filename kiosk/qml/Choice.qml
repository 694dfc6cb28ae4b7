// A white sheet that a person may tap; what stands on it is given.
import QtQuick
import QtQuick.Templates as T
import Tingxu

T.AbstractButton {
    id: root
    property bool dimmed: false
    property bool chosen: false

    focusPolicy: Qt.StrongFocus
    scale: down ? 0.985 : 1
    Behavior on scale { NumberAnimation { duration: Theme.quick } }
    Accessible.name: text
    Keys.onReturnPressed: event => enter(event)
    Keys.onEnterPressed: event => enter(event)

    // Qt's own buttons know the space bar only. A key held down presses once.
    function enter(event) {
        if (!event.isAutoRepeat) click()
    }

    background: Rectangle {
        radius: Theme.radius
        color: root.down || root.chosen ? Theme.primarySoft : root.dimmed ? Theme.paper : Theme.card
        border {
            color: root.visualFocus ? Theme.accent : root.chosen || root.down ? Theme.primary : Theme.line
            width: root.visualFocus || root.chosen ? Theme.hair * 1.5 : Theme.hair
        }
        Behavior on color { ColorAnimation { duration: Theme.quick } }
    }
}
