// The second screen at a window: what the window is doing, and after a service five faces to touch.
import QtQuick
import QtQuick.Templates as T
import Tingxu

Rectangle {
    id: root
    required property var screen
    readonly property var shows: screen.shows
    readonly property string page: shows.page
    readonly property bool wide: width > height
    readonly property real u: Math.min(width / (wide ? 1280 : 800), height / (wide ? 800 : 1280))
    readonly property real edge: 44 * u
    readonly property var tones: ["", Theme.bad, Theme.accentDeep, Theme.warn, Theme.primary, Theme.good]
    readonly property var grounds: ["", Theme.badSoft, Theme.accentSoft, Theme.warnSoft, Theme.primarySoft, Theme.goodSoft]

    color: page === "idle" && shows.state === "calling" && !shows.stale ? Theme.primaryDeep : Theme.paper
    Behavior on color { ColorAnimation { duration: Theme.calm } }

    // ---------------------------------------------------------------- the window

    Item {
        anchors { fill: parent; margins: root.edge }
        visible: root.shows.hasPlan && root.page === "idle"
        readonly property bool lit: root.color === Theme.primaryDeep || (root.shows.state === "calling" && !root.shows.stale)

        Rectangle {
            id: plate
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 520 * root.u)
            height: 180 * root.u
            radius: 28 * root.u
            color: parent.lit ? Theme.accent : Theme.primary
            TwoLines {
                objectName: "rating-window"
                anchors { fill: parent; margins: 14 * root.u }
                align: Text.AlignHCenter
                texts: root.shows.windowName
                size: 76 * root.u
                secondSize: 36 * root.u
                weight: Font.Bold
                color: Theme.lit
                secondColor: Theme.lit
            }
        }
        TwoLines {
            objectName: "rating-standing"
            anchors { top: plate.bottom; bottom: parent.bottom; left: parent.left; right: parent.right; bottomMargin: 60 * root.u }
            align: Text.AlignHCenter
            texts: root.shows.text
            size: 116 * root.u
            secondSize: 54 * root.u
            weight: Font.Bold
            color: parent.lit ? Theme.lit : Theme.primaryDeep
            secondColor: parent.lit ? Theme.litSoft : Theme.inkSoft
        }
    }

    // ---------------------------------------------------------------- how it was

    Item {
        objectName: "rating-ask"
        anchors { fill: parent; margins: root.edge }
        visible: root.page === "ask"

        TwoLines {
            id: question
            width: parent.width
            height: 150 * root.u
            align: Text.AlignHCenter
            texts: root.shows.question
            size: 62 * root.u
            secondSize: 34 * root.u
            weight: Font.Bold
            color: Theme.primaryDeep
        }
        Text {
            id: whose
            anchors { top: question.bottom; horizontalCenter: parent.horizontalCenter }
            text: root.shows.number + " · " + root.shows.windowName[0]
            font { pixelSize: 30 * root.u; weight: Font.DemiBold }
            color: Theme.inkSoft
        }
        Grid {
            id: faces
            readonly property real gap: 18 * root.u
            anchors { top: whose.bottom; topMargin: 24 * root.u; left: parent.left; right: parent.right }
            columns: root.wide ? 5 : 1
            spacing: gap
            Repeater {
                model: root.shows.levels
                RatingChoice {
                    u: root.u
                    required property var modelData
                    objectName: "level-" + modelData.level
                    width: root.wide ? (faces.width - 4 * faces.gap) / 5 : faces.width
                    height: root.wide ? 330 * root.u : 150 * root.u
                    texts: modelData.text
                    face: modelData.icon
                    tone: root.tones[modelData.level]
                    ground: root.grounds[modelData.level]
                    size: (root.wide ? 35 : 44) * root.u
                    onClicked: root.screen.rate(modelData.level)
                }
            }
        }
        RatingChoice {
            u: root.u
            objectName: "no-thanks"
            anchors { bottom: parent.bottom; right: parent.right }
            width: 300 * root.u
            height: 118 * root.u
            texts: root.shows.noThanks
            onClicked: root.screen.decline()
        }
    }

    // ---------------------------------------------------------------- what was not good

    Item {
        objectName: "rating-why"
        anchors { fill: parent; margins: root.edge }
        visible: root.page === "why"

        TwoLines {
            id: why
            width: parent.width
            height: 150 * root.u
            align: Text.AlignHCenter
            texts: root.shows.why
            size: 46 * root.u
            secondSize: 30 * root.u
            weight: Font.Bold
            color: Theme.primaryDeep
        }
        Grid {
            id: reasons
            readonly property real gap: 20 * root.u
            anchors { top: why.bottom; topMargin: 20 * root.u; left: parent.left; right: parent.right }
            columns: root.wide ? 3 : 1
            spacing: gap
            Repeater {
                model: root.shows.reasons
                RatingChoice {
                    u: root.u
                    required property var modelData
                    objectName: "reason-" + modelData.id
                    width: (reasons.width - (reasons.columns - 1) * reasons.gap) / reasons.columns
                    height: 136 * root.u
                    texts: modelData.text
                    on: modelData.on
                    size: 38 * root.u
                    Accessible.checkable: true
                    Accessible.checked: on
                    onClicked: root.screen.toggle(modelData.id)
                }
            }
        }
        RatingChoice {
            u: root.u
            objectName: "back"
            anchors { bottom: parent.bottom; left: parent.left }
            width: 260 * root.u
            height: 130 * root.u
            texts: root.shows.back
            size: 36 * root.u
            onClicked: root.screen.back()
        }
        T.AbstractButton {
            id: done
            objectName: "done"
            anchors { bottom: parent.bottom; right: parent.right }
            width: 400 * root.u
            height: 130 * root.u
            text: root.shows.done[0]
            background: Rectangle { radius: 22 * root.u; color: done.down ? Theme.primaryDeep : Theme.primary }
            contentItem: TwoLines {
                texts: root.shows.done
                align: Text.AlignHCenter
                size: 44 * root.u
                secondSize: 27 * root.u
                color: Theme.lit
                secondColor: Theme.lit
            }
            onClicked: root.screen.done()
        }
    }

    // ---------------------------------------------------------------- thanks, or what went wrong

    Column {
        anchors { left: parent.left; right: parent.right; margins: root.edge; verticalCenter: parent.verticalCenter }
        visible: root.page === "thanks" || root.page === "failed"
        spacing: 30 * root.u

        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            width: 190 * root.u
            height: width
            radius: width / 2
            color: root.page === "failed" ? Theme.warnSoft : Theme.goodSoft
            Icon {
                anchors.centerIn: parent
                name: root.page === "failed" ? "warning" : "check"
                color: root.page === "failed" ? Theme.warn : Theme.good
                size: parent.width * 0.6
            }
        }
        TwoLines {
            objectName: "rating-thanks"
            width: parent.width
            visible: root.page === "thanks"
            align: Text.AlignHCenter
            texts: root.shows.thanks
            size: 84 * root.u
            secondSize: 44 * root.u
            weight: Font.Bold
            color: Theme.primaryDeep
        }
        TwoLines {
            objectName: "rating-more"
            width: parent.width
            align: Text.AlignHCenter
            texts: root.shows.more
            size: (root.page === "failed" ? 42 : 34) * root.u
            secondSize: 26 * root.u
            color: root.page === "failed" ? Theme.ink : Theme.inkSoft
        }
    }

    LinkNote {
        x: (parent.width - width) / 2
        y: root.shows.hasPlan ? parent.height - height - 16 * root.u : (parent.height - height) / 2
        visible: text !== "" && (root.page === "idle" || root.page === "thanks")
        texts: root.shows.link
        u: root.shows.hasPlan ? root.u : root.u * 1.4
    }
}
