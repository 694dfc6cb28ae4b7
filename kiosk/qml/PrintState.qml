// How the paper ticket fares, and what to do when there is none. kind: plain, good, warn, accent.
import QtQuick
import Tingxu

Rectangle {
    id: root
    property string iconName: ""
    property string kind: "plain"
    property string says: ""
    property string todo: ""
    readonly property color ink: ({ good: Theme.good, warn: Theme.warn, accent: Theme.accent })[kind] || Theme.primary

    height: Math.max(Theme.dp(60), lines.height + Theme.dp(22))
    radius: Theme.radius * 0.75
    color: ({ good: Theme.goodSoft, warn: Theme.warnSoft, accent: Theme.accentSoft })[kind] || Theme.primarySoft
    Behavior on color { ColorAnimation { duration: Theme.calm } }
    Accessible.role: Accessible.AlertMessage
    Accessible.name: says + " " + todo

    Icon {
        id: sign
        x: Theme.dp(16)
        anchors.verticalCenter: parent.verticalCenter
        name: root.iconName
        color: root.ink
        size: Theme.dp(34)
    }
    Column {
        id: lines
        anchors { left: sign.right; right: parent.right; leftMargin: Theme.dp(12); rightMargin: Theme.dp(14) }
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.dp(2)
        Label {
            objectName: "print-state"
            width: parent.width
            text: root.says
            color: root.ink
            font { pixelSize: Theme.dp(Theme.large ? 23 : 20); weight: Font.Bold }
        }
        Label {
            objectName: "print-todo"
            visible: text !== ""
            width: parent.width
            text: root.todo
            color: root.ink
            font.pixelSize: Theme.dp(Theme.large ? 18 : 16)
        }
    }
}
