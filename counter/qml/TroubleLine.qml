// One quiet line under the bar: which device of the hall is not well. A tap, or Enter, lists all of them.
import QtQuick
import QtQuick.Templates as T
import Tingxu

T.AbstractButton {
    id: root
    required property var desk
    readonly property var trouble: desk.shows.trouble === undefined ? ({ line: "", more: "", level: "" }) : desk.shows.trouble
    readonly property bool shown: trouble.line !== ""
    readonly property color ink: trouble.level === "bad" ? Theme.bad : Theme.warn

    objectName: "troubles"
    visible: shown
    implicitHeight: Math.max(Theme.touch, line.implicitHeight + Theme.dp(12))
    text: trouble.line
    focusPolicy: Qt.StrongFocus
    Accessible.name: text
    Keys.onReturnPressed: event => { if (!event.isAutoRepeat) click() }
    onClicked: desk.open_troubles()

    background: Rectangle {
        color: root.trouble.level === "bad" ? Theme.badSoft : Theme.warnSoft
        border { color: Theme.accent; width: root.visualFocus ? Theme.hair * 2 : 0 }
    }
    contentItem: Item {
        Icon {
            id: sign
            x: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            name: root.trouble.level === "bad" ? "warning" : "info"
            color: root.ink
            size: Theme.body * 1.2
        }
        Label {
            id: line
            objectName: "trouble-line"
            anchors { left: sign.right; right: more.left; leftMargin: Theme.gap; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
            text: root.trouble.line
            color: root.ink
            font { pixelSize: Theme.small; weight: Font.Medium }
        }
        Label {
            id: more
            anchors { right: open.left; rightMargin: Theme.dp(8); verticalCenter: parent.verticalCenter }
            text: root.trouble.more
            wrapMode: Text.NoWrap
            color: root.ink
            font.pixelSize: Theme.small
        }
        Icon {
            id: open
            anchors { right: parent.right; rightMargin: Theme.margin; verticalCenter: parent.verticalCenter }
            name: "forward"
            color: root.ink
            size: Theme.body
        }
    }
}
